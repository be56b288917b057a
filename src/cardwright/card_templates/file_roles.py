"""What a linked file may be for."""

from cardwright.errors import Invalid

LONGEST_ROLE = 64


def checked_role(file_role: str) -> str:
    """Return the role without blanks around it. Raises Invalid for `file_role`."""
    file_role = file_role.strip()
    if not file_role:
        raise Invalid.field("file_role", "can't be blank")
    if len(file_role) > LONGEST_ROLE or not file_role.isprintable():
        raise Invalid.field("file_role", f"must be 1 to {LONGEST_ROLE} printable characters")
    return file_role
