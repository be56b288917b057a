"""The pages of people: signing in, passwords, users, and what happened."""

from cardwright.accounts.routes import audit, passwords, sign_ins, signing_in, users

routers = (
    signing_in.router,
    passwords.router,
    sign_ins.router,
    users.router,
    audit.router,
)
