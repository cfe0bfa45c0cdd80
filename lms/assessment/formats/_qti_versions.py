"""What tells the kinds of QTI apart: namespaces, words of their packages, and how they write names."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from lms.assessment.formats._qti_words import kebab
from lms.assessment.formats._xml import Element

XSI = "http://www.w3.org/2001/XMLSchema-instance"
_IMS = "http://www.imsglobal.org/xsd"


@dataclass(frozen=True)
class Version:
    """A kind of QTI that is read and written."""

    key: str
    namespace: str
    schema: str
    templates: str
    ending: str
    package: str
    package_schema: str
    resource: str
    schema_name: str
    schema_version: str
    is_kebab: bool = False

    def template(self, name: str) -> str:
        """The address of one of the standard's rules of scoring."""
        return f"{self.templates}{name}{self.ending}"


V21 = Version(
    key="qti-2.1",
    namespace=f"{_IMS}/imsqti_v2p1",
    schema=f"{_IMS}/qti/qtiv2p1/imsqti_v2p1.xsd",
    templates="http://www.imsglobal.org/question/qti_v2p1/rptemplates/",
    ending="",
    package=f"{_IMS}/imscp_v1p1",
    package_schema=f"{_IMS}/imscp_v1p1.xsd",
    resource="imsqti_item_xmlv2p1",
    schema_name="QTIv2.1 Package",
    schema_version="1.0.0",
)
V22 = Version(
    key="qti-2.2",
    namespace=f"{_IMS}/imsqti_v2p2",
    schema=f"{_IMS}/qti/qtiv2p2/imsqti_v2p2.xsd",
    templates="http://www.imsglobal.org/question/qti_v2p2/rptemplates/",
    ending="",
    package=f"{_IMS}/imscp_v1p1",
    package_schema=f"{_IMS}/imscp_v1p1.xsd",
    resource="imsqti_item_xmlv2p2",
    schema_name="QTIv2.2 Package",
    schema_version="1.0.0",
)
V30 = Version(
    key="qti-3.0",
    namespace=f"{_IMS}/imsqtiasi_v3p0",
    schema="https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
    templates="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/",
    ending=".xml",
    package=f"{_IMS}/qti/qtiv3p0/imscp_v1p1",
    package_schema="https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd",
    resource="imsqti_item_xmlv3p0",
    schema_name="QTI Package",
    schema_version="3.0.0",
    is_kebab=True,
)

OF_QTI = {
    *("assessmentItem", "responseDeclaration", "correctResponse", "value", "mapping", "mapEntry", "outcomeDeclaration"),
    *(
        "defaultValue",
        "itemBody",
        "choiceInteraction",
        "simpleChoice",
        "textEntryInteraction",
        "extendedTextInteraction",
    ),
    *("matchInteraction", "simpleMatchSet", "simpleAssociableChoice", "orderInteraction", "inlineChoiceInteraction"),
    *("inlineChoice", "hottextInteraction", "hottext", "rubricBlock", "responseProcessing", "responseCondition"),
    *(
        "responseIf",
        "responseElse",
        "match",
        "equal",
        "variable",
        "correct",
        "setOutcomeValue",
        "baseValue",
        "mapResponse",
    ),
    *("sum", "modalFeedback"),
}
"""The elements that are QTI's own; those of XHTML keep their names in every version."""


def finish(root: Element, version: Version) -> Element:
    """An item written with the names of QTI 2, with those of its version."""
    if version.is_kebab:
        for element in root.iter():
            name = etree.QName(element).localname
            if name not in OF_QTI:
                continue
            element.tag = f"{{{version.namespace}}}qti-{kebab(name)}"
            named = {
                kebab(key) if ":" not in key and "{" not in key else key: value for key, value in element.attrib.items()
            }
            element.attrib.clear()
            element.attrib.update(named)
    root.set(f"{{{XSI}}}schemaLocation", f"{version.namespace} {version.schema}")
    return root
