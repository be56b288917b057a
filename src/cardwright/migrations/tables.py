"""Every table there is: whoever imports this finds them all in `Base.metadata`."""

import cardwright.accounts.models
import cardwright.audit.models
import cardwright.card_templates.models
import cardwright.designer.models
import cardwright.files.models
import cardwright.oauth.models
import cardwright.pulling.models  # noqa: F401 - imported for its tables, as those above
from cardwright.database import Base

metadata = Base.metadata
