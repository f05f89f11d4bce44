import { describe, expect, it } from "vitest";
import { readCurl } from "./curl";

describe("a command line of curl", () => {
  it("is read as a call", () => {
    const found = readCurl(`curl -X POST 'https://api.example.com/v1/data?x=1' \\
      -H 'Accept: application/json' -H "X-Plant: \\"7\\"" --data-raw '{"a": "it'\\''s"}'`);
    expect(found?.params).toMatchObject({
      url: "https://api.example.com/v1/data?x=1",
      method: "POST",
      headers: [
        { name: "Accept", value: "application/json" },
        { name: "X-Plant", value: '"7"' },
      ],
      payload_kind: "json",
      payload: `{"a": "it's"}`,
    });
  });

  it("makes rows of a form, as for a token", () => {
    const found = readCurl("curl https://api.trusted.dk/token -d grant_type=password -d 'username=me%40a.dk'");
    expect(found?.params).toMatchObject({
      method: "POST",
      payload_kind: "form",
      form: [
        { name: "grant_type", value: "password" },
        { name: "username", value: "me@a.dk" },
      ],
    });
  });

  it("leaves passwords out and says so", () => {
    for (const line of [
      "curl -u me:secret https://a.example",
      "curl https://me:secret@a.example/x",
      "curl -ume:secret a.example",
    ]) {
      const found = readCurl(line);
      expect(found?.hasLogin).toBe(true);
      expect(JSON.stringify(found)).not.toContain("secret");
    }
  });

  it("puts data into the query with -G, keeps a # as it is, and knows the other usual options", () => {
    const found = readCurl("curl -sSLk -G --max-time=5 a.example/b#c --data-urlencode 'q=a b' --proto-x");
    expect(found?.params).toMatchObject({
      url: "http://a.example/b##c",
      method: "GET",
      query: [{ name: "q", value: "a b" }],
      timeout_s: 5,
      verify_tls: false,
      follow_redirects: true,
    });
    expect(found?.unknown).toEqual(["--proto-x"]);
  });

  it.each(["", "wget https://a.example", "curl -X POST"])("is nothing else: %s", (line) => {
    expect(readCurl(line)).toBeNull();
  });
});
