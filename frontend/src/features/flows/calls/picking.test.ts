import { describe, expect, it } from "vitest";
import { elementTree, jsonTree, outputFor, sampleOf, type TreeNode } from "./picking";

function find(node: TreeNode, path: string): TreeNode {
  const found = [node, ...flat(node)].find((each) => each.path === path);
  if (!found) throw new Error(`there is no ${path}`);
  return found;
}

function flat(node: TreeNode): TreeNode[] {
  return node.children.flatMap((child) => [child, ...flat(child)]);
}

const ANSWER = {
  serial: "0086",
  sensors: [{ type: "t", value: 21.5 }],
  "odd name": "1.5",
  "it's": true,
  class: null,
  SensorData: {},
};

describe("picking from an answer", () => {
  it("gives each value the path by which the server finds it", () => {
    expect(flat(jsonTree(ANSWER)).map(({ path }) => path)).toEqual([
      "$.serial",
      "$.sensors",
      "$.sensors[0]",
      "$.sensors[0].type",
      "$.sensors[0].value",
      "$['odd name']",
      "$['it\\'s']",
      "$.class",
      "$.SensorData",
    ]);
  });

  it.each([
    ["$.serial", { name: "serial", type: "text" }],
    ["$.sensors[0].value", { name: "value", type: "number" }],
    ["$.sensors[0]", { name: "sensors_0", type: "json" }],
    ["$['odd name']", { name: "name", type: "number" }],
    ["$['it\\'s']", { name: "s", type: "boolean" }],
    ["$.class", { name: "class_value", type: "any" }],
    ["$.SensorData", { name: "sensor_data", type: "json" }],
    ["$", { name: "value", type: "json" }],
  ])("makes an output of %s", (path, expected) => {
    expect(outputFor(find(jsonTree(ANSWER), path), [])).toMatchObject({ ...expected, path });
  });

  it("gives no name twice, and none that the block uses itself", () => {
    const node = find(jsonTree({ status: 1, a: { t: 1 } }), "$.a.t");
    const taken = [
      { name: "t", path: "$", type: "any" as const },
      { name: "t_2", path: "$", type: "any" as const },
    ];
    expect(outputFor(node, taken).name).toBe("t_3");
    expect(outputFor(find(jsonTree({ status: 1 }), "$.status"), []).name).toBe("status_value");
  });

  it("takes elements and their attributes with their XPaths", () => {
    const tree = elementTree({
      name: "station",
      path: "/stations/station[1]",
      text: "",
      is_cut: false,
      attributes: [{ name: "id", path: "/stations/station[1]/@id", text: "a" }],
      children: [
        { name: "temp", path: "/stations/station[1]/temp", text: "3.5", attributes: [], children: [], is_cut: false },
      ],
    });
    expect(outputFor(find(tree, "/stations/station[1]/temp"), [])).toEqual({
      name: "temp",
      path: "/stations/station[1]/temp",
      type: "number",
    });
    expect(outputFor(find(tree, "/stations/station[1]/@id"), []).name).toBe("id");
  });

  it.each([
    ["21.5", 21.5],
    ["true", true],
    ["007", "007"],
    ["1e5", "1e5"],
    ["", ""],
    ["null", "null"],
    ['{"a": 1}', { a: 1 }],
    ["865851039617741", 865851039617741],
    ["86585103961774112345", "86585103961774112345"],
  ])("reads the sample %s as people mean it", (text, value) => {
    expect(sampleOf(text)).toEqual(value);
  });
});
