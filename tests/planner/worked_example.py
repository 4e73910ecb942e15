"""The reference specification as the value that the extractor makes of it."""

from notion_planner.model.spec import (
    AcceptanceCriterion,
    Endpoint,
    Entity,
    EntityField,
    Item,
    Requirement,
    RequirementKind,
    SecurityRule,
    Source,
    Spec,
    Target,
)

FUNCTIONAL = (
    "Get user profile by ID",
    "Update user profile (name, bio, avatar)",
    "Upload profile avatar",
    "Get user's public profile (limited fields)",
    "Search users by name",
)
QUALITIES = (
    (
        "Response time < 200ms (p95)",
        "performance",
        Target(text="< 200ms (p95)", value=200, unit="ms", comparison="<", percentile=95),
    ),
    (
        "Support 1000 concurrent users",
        "scalability",
        Target(text="1000 concurrent users", value=1000, unit="concurrent users"),
    ),
    ("Avatar upload < 5MB", "performance", Target(text="< 5MB", value=5, unit="MB", comparison="<")),
    ("GDPR compliant (data portability)", "privacy", None),
)
ENDPOINTS = (
    ("GET", "/api/v1/users/:id"),
    ("PUT", "/api/v1/users/:id"),
    ("POST", "/api/v1/users/:id/avatar"),
    ("GET", "/api/v1/users/:id/public"),
    ("GET", "/api/v1/users/search"),
)
FIELDS = (
    EntityField(name="id", type="UUID"),
    EntityField(name="email", type="string", constraints=("unique",)),
    EntityField(name="name", type="string"),
    EntityField(name="bio", type="text", constraints=("max 500 chars",)),
    EntityField(name="avatar_url", type="string"),
    EntityField(name="created_at", type="timestamp"),
    EntityField(name="updated_at", type="timestamp"),
)
SECURITY = (
    ("Authentication", "JWT bearer token"),
    ("Authorization", "Users can only update own profile"),
    ("Rate limiting", "100 req/min per user"),
)
CRITERIA = (
    "All endpoints return proper HTTP status codes",
    "Validation errors return 400 with error details",
    "Unauthorized access returns 401",
    "Rate limit exceeded returns 429",
    "Avatar images stored in S3",
)


def at(line: int, quote: str = "") -> Source:
    return Source(line=line, end_line=line, quote=quote, rule="fixture")


def worked_example() -> Spec:
    wanted = [
        Requirement(key=f"fr-{n}", id=f"FR-{n}", text=text, source=at(5 + n, text))
        for n, text in enumerate(FUNCTIONAL, 1)
    ]
    qualities = [
        Requirement(
            key=f"nfr-{n}", id=f"NFR-{n}", text=text, source=at(11 + n, text), category=category,
            kind=RequirementKind.NON_FUNCTIONAL, targets=(target,) if target else (),
        )
        for n, (text, category, target) in enumerate(QUALITIES, 1)
    ]  # fmt: skip
    return Spec(
        title="User Profile API Specification",
        overview="RESTful API for user profile management",
        requirements=(*wanted, *qualities),
        acceptance_criteria=tuple(
            AcceptanceCriterion(key=f"ac-{n}", id=f"AC-{n}", text=text, source=at(36 + n, text))
            for n, text in enumerate(CRITERIA, 1)
        ),
        endpoints=tuple(
            Endpoint(key=f"ep-{n}", text=f"{method} {path}", method=method, path=path, source=at(17 + n))
            for n, (method, path) in enumerate(ENDPOINTS, 1)
        ),
        entities=(Entity(key="data-model", text="Data Model", fields=FIELDS, source=at(23)),),
        security_rules=tuple(
            SecurityRule(key=f"sec-{n}", text=text, aspect=aspect, source=at(31 + n, text))
            for n, (aspect, text) in enumerate(SECURITY, 1)
        ),
        technologies=tuple(
            Item(
                key=f"tech-{kind}-{name.lower()}",
                text=name,
                source=Source(line=line, end_line=line, rule=f"technology-{kind}"),
            )
            for kind, name, line in (("authentication", "JWT", 32), ("storage", "S3", 41))
        ),
        fingerprint="0" * 64,
    )
