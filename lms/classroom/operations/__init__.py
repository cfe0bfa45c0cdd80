"""What is done to classes: planned and called off (``planning``), booked and given up (``booking``), their registers kept
(``register``), files added (``materials``), opinions given (``surveying``), calendars opened (``feeds``).
"""
