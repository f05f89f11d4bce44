"""The doors of this app, gathered."""

from ninja import Router

from organizations.audit.api import router as audit_router
from organizations.people.api import router as people_router
from organizations.profiles_api import router as profiles_router
from organizations.tree_api import router as tree_router

router = Router()
router.add_router("", audit_router)
router.add_router("", people_router)
router.add_router("", profiles_router)
router.add_router("", tree_router)
