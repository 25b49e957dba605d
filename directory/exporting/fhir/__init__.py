"""People as FHIR R4: plain dicts, made from the rows of an export, checked by structure and by codes."""

from directory.exporting.fhir.bundle import bundle
from directory.exporting.fhir.checking import problems
from directory.exporting.fhir.organizations import organizations
from directory.exporting.fhir.resources import TYPES, Resource, resources

__all__ = ["TYPES", "Resource", "bundle", "organizations", "problems", "resources"]
