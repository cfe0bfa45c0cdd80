"""A question of each type, in both languages: the rows of the templates, and what the help shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from lms.assessment.formats.items import Answer, Gap, Item, Option, Pair, Rich


def _options(*said: tuple[str, bool]) -> tuple[Option, ...]:
    return tuple(Option(Rich(text), correct) for text, correct in said)


_EN = (
    Item(
        "single-choice",
        Rich("Which cable carries 10 Gbit/s over 80 metres?"),
        options=(
            Option(Rich("Cat 5e"), correct=False, feedback=Rich("Cat 5e carries 1 Gbit/s.")),
            *_options(("Cat 6A", True), ("Telephone wire", False)),
        ),
        feedback=Rich("Cat 6A is specified for 10 Gbit/s up to 100 metres."),
        points=Decimal(2),
        difficulty="medium",
        category="Cabling",
        tags=("copper",),
    ),
    Item(
        "multiple-response",
        Rich("Which two belong in every site survey?"),
        options=_options(
            ("Photos of the cabinet", True), ("The power budget", True), ("The colour of the door", False)
        ),
    ),
    Item("true-false", Rich("A managed switch can be reached over the network."), correct=True),
    Item(
        "short-text",
        Rich("Which protocol do gateways publish readings with?"),
        answers=(Answer(Rich("MQTT")), Answer(Rich("Message Queuing Telemetry Transport"))),
    ),
    Item(
        "numeric",
        Rich("How many hosts fit into a /28 network?"),
        answers=(Answer(value=Decimal(14), tolerance=Decimal(0)),),
    ),
    Item(
        "matching",
        Rich("What does each device do?"),
        pairs=(
            Pair(Rich("Switch"), "connects devices"),
            Pair(Rich("Router"), "connects networks"),
            Pair(Rich(""), "prints"),
        ),
    ),
    Item(
        "ordering",
        Rich("In which order is a gateway put in?"),
        ordered=(Rich("Survey"), Rich("Mount"), Rich("Power on")),
    ),
    Item(
        "gap-fill",
        Rich("Fill in the gaps."),
        passage=Rich("HTTPS uses port [[1]] and travels over [[2]]."),
        gaps=(Gap("1", answers=("443",)), Gap("2", options=_options(("TCP", True), ("smoke signals", False)))),
    ),
    Item("essay", Rich("A customer says your offer is too expensive. What do you answer?")),
)
_ZH = (
    Item(
        "single-choice",
        Rich("哪种网线可以在 80 米内达到 10 Gbit/s？"),
        options=(
            Option(Rich("超五类"), correct=False, feedback=Rich("超五类只支持 1 Gbit/s。")),
            *_options(("超六类", True), ("电话线", False)),
        ),
        feedback=Rich("超六类网线在 100 米内支持 10 Gbit/s。"),
        points=Decimal(2),
        difficulty="medium",
        category="布线",
        tags=("铜缆",),
    ),
    Item(
        "multiple-response",
        Rich("现场勘查必须记录哪两项？"),
        options=_options(("机柜照片", True), ("供电容量", True), ("门的颜色", False)),
    ),
    Item("true-false", Rich("网管型交换机可以通过网络访问。"), correct=True),
    Item(
        "short-text", Rich("网关用什么协议上报读数？"), answers=(Answer(Rich("MQTT")), Answer(Rich("消息队列遥测传输")))
    ),
    Item(
        "numeric", Rich("一个 /28 网络可以容纳多少台主机？"), answers=(Answer(value=Decimal(14), tolerance=Decimal(0)),)
    ),
    Item(
        "matching",
        Rich("各设备的作用是什么？"),
        pairs=(Pair(Rich("交换机"), "连接设备"), Pair(Rich("路由器"), "连接网络"), Pair(Rich(""), "打印")),
    ),
    Item("ordering", Rich("安装网关的顺序是什么？"), ordered=(Rich("勘查"), Rich("安装"), Rich("通电"))),
    Item(
        "gap-fill",
        Rich("请填空。"),
        passage=Rich("HTTPS 使用端口 [[1]]，基于 [[2]]。"),
        gaps=(Gap("1", answers=("443",)), Gap("2", options=_options(("TCP", True), ("烟雾信号", False)))),
    ),
    Item("essay", Rich("客户说您的报价太高，您如何回答？")),
)
EXAMPLES: Mapping[str, Sequence[Item]] = {"en": _EN, "zh": _ZH}
