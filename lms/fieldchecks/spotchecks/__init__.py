"""Phone spot checks: holders of a level are drawn by lot, called, and asked questions from the banks of their level.

Words: a *campaign* says whom it is about, how many are drawn and when they are called. Its *frame* is everybody it is about on the day of
the draw, those left out named with the reason; the *seed* decides who of them is drawn, so that anybody can draw again. A *check* is one
person drawn; a *call* is one try to reach them; the *sheet* is what they are asked, each question *marked* while they talk. A failed
check can open an *extra check*, or a *proposal* to suspend the level, which an admin decides. No sound is recorded or kept.
"""
