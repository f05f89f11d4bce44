import { useTranslation } from "react-i18next";
import { boundsOf, type JsonSchema, type Specification, typeWords, withoutNull } from "./openapi";
import classes from "./ReferencePage.module.css";

const OPEN_DEPTH = 1;
const DEPTH = 5;

interface SchemaFieldsProps {
  specification: Specification;
  schema: JsonSchema | undefined;
  depth?: number;
}

/** The fields of an object, those of inner objects folded below them. */
export function SchemaFields({ specification, schema, depth = 0 }: SchemaFieldsProps) {
  const { t } = useTranslation("help");
  const inner = objectIn(specification, schema);
  if (!inner?.properties || Object.keys(inner.properties).length === 0) {
    return <p className={classes.type}>{typeWords(specification, schema)}</p>;
  }
  const required = new Set(inner.required);
  return (
    <>
      {depth === 0 && inner.description && <p className={classes.says}>{inner.description}</p>}
      <table className={classes.fields}>
        <tbody>
          {Object.entries(inner.properties).map(([name, field]) => {
            const { schema: plain } = withoutNull(specification, field);
            const below = objectIn(specification, field);
            const description = field.description ?? (below ? undefined : plain.description);
            return (
              <tr key={name}>
                <th scope="row">
                  <code>{name}</code>
                  {required.has(name) && <span className={classes.required}>{t("reference.required")}</span>}
                </th>
                <td>
                  <span className={classes.type}>{typeWords(specification, field)}</span>
                  <span className={classes.bounds}>{boundsOf({ ...plain, ...field })}</span>
                  {description && <span className={classes.says}>{description}</span>}
                  {below && depth < DEPTH && (
                    <details open={depth < OPEN_DEPTH - 1}>
                      <summary>{t("reference.fields", { count: Object.keys(below.properties ?? {}).length })}</summary>
                      <SchemaFields specification={specification} schema={below} depth={depth + 1} />
                    </details>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}

/** The object that a field holds: itself, or what its list or its mapping is made of. */
function objectIn(specification: Specification, given: JsonSchema | undefined): JsonSchema | undefined {
  if (!given) return undefined;
  const { schema } = withoutNull(specification, given);
  if (schema.properties) return schema;
  if (schema.items) return objectIn(specification, schema.items);
  if (typeof schema.additionalProperties === "object") return objectIn(specification, schema.additionalProperties);
  return undefined;
}
