"""Doors of the JSON API about people."""

from ninja import Router

from organizations.people.api import account, invitations, me, outbox, users

router = Router()
for module in (me, users, invitations, account, outbox):
    router.add_router("", module.router)
