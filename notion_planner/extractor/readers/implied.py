"""Says which sections hold requirements without being called so."""

from notion_planner.extractor.structure.profile import Profile
from notion_planner.extractor.structure.sections import Section
from notion_planner.extractor.text.blocks import BlockKind
from notion_planner.extractor.wording.vocabulary import FEATURE_ROLES, Role


def counts_as_features(section: Section, profile: Profile) -> bool:
    """Whether a feature list, or a list under an unknown heading, holds the document's requirements."""
    is_feature = section.role in FEATURE_ROLES
    if is_feature and profile.within_features:
        return any(block.kind in (BlockKind.ITEM, BlockKind.TABLE) for block in section.blocks)
    if profile.states_requirements or not profile.is_spec:
        return False
    if is_feature:
        return True
    if section.role is Role.PROPOSAL:
        return profile.solution
    is_section = section.level > 1 or profile.undivided
    return profile.product and section.role in (None, Role.TECHNOLOGY) and is_section


def requires_security(section: Section, profile: Profile) -> bool:
    """Whether what a section says of security is asked for: among features, or where nothing else does."""
    if section.role is not Role.SECURITY or not profile.is_spec:
        return False
    above = section.parent
    among = above is not None and above.role in FEATURE_ROLES and counts_as_features(above, profile)
    return among or not profile.states_quality
