"""The database itself refuses to change or delete entries of the audit log, whoever asks.

SQLite makes a table anew when a later migration changes a column, and forgets its triggers: such a migration ends with
`RunPython(protect)` again. A test sees to it.
"""

from typing import Any, Final

TABLE: Final = "organizations_auditentry"
REFUSAL: Final = "The audit log is append-only."

PROTECT: Final = {
    "sqlite": [
        f"""CREATE TRIGGER IF NOT EXISTS audit_refuses_{verb.lower()} BEFORE {verb} ON {TABLE}
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"""
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        f"""CREATE OR REPLACE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
        f"DROP TRIGGER IF EXISTS audit_refuses_change ON {TABLE}",
        f"""CREATE TRIGGER audit_refuses_change BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION audit_refuses()""",
        f"DROP TRIGGER IF EXISTS audit_refuses_truncate ON {TABLE}",
        f"""CREATE TRIGGER audit_refuses_truncate BEFORE TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()""",
    ],
}
UNPROTECT: Final = {
    "sqlite": [f"DROP TRIGGER IF EXISTS audit_refuses_{verb}" for verb in ("update", "delete")],
    "postgresql": [f"DROP TRIGGER IF EXISTS audit_refuses_{what} ON {TABLE}" for what in ("change", "truncate")],
}


def protect(apps: Any, schema_editor: Any) -> None:
    """For migrations."""
    for statement in PROTECT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unprotect(apps: Any, schema_editor: Any) -> None:
    for statement in UNPROTECT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)
