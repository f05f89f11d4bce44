/** A call as `curl` is given it, as params of the REST Data block. */
export interface Imported {
  readonly params: Readonly<Record<string, unknown>>;
  /** It held a user name and password, which belong among the credentials and are left out. */
  readonly hasLogin: boolean;
  readonly unknown: readonly string[];
}

interface Pair {
  readonly name: string;
  readonly value: string;
}

const DATA = new Set(["-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--json"]);
const ALONE = new Set([
  "-s",
  "-S",
  "-i",
  "-v",
  "-f",
  "-g",
  "-sS",
  "--silent",
  "--compressed",
  "--show-error",
  "--include",
  "--fail",
]);
const WITH_VALUE = new Set([
  "-o",
  "--output",
  "-w",
  "--write-out",
  "--connect-timeout",
  "--retry",
  "--cacert",
  "-E",
  "--cert",
  "--key",
]);
const METHODS = new Set(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]);

/** Reads a command line; null when it is none of curl's or names no URL. */
export function readCurl(line: string): Imported | null {
  const words = wordsOf(line);
  if (words.shift() !== "curl") return null;
  let url = "";
  let method = "";
  let hasLogin = false;
  let isInQuery = false;
  let isForm = false;
  let isInsecure = false;
  let isFollowing = false;
  let timeout: number | undefined;
  const headers: Pair[] = [];
  const data: string[] = [];
  const unknown: string[] = [];
  const add = (text: string) => {
    const cut = text.indexOf(":");
    if (cut > 0) headers.push({ name: escaped(text.slice(0, cut).trim()), value: escaped(text.slice(cut + 1).trim()) });
  };
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (/^-[sSivfgkLGI]{2,}$/.test(word)) {
      words.unshift(...[...word.slice(1)].map((letter) => `-${letter}`));
      continue;
    }
    const [option, joined] = parted(word);
    const value = () => joined ?? words.shift() ?? "";
    if (!option.startsWith("-")) url ||= word;
    else if (option === "--url") url = value();
    else if (option === "-X" || option === "--request") method = value().toUpperCase();
    else if (option === "-H" || option === "--header") add(value());
    else if (DATA.has(option)) {
      data.push(value());
      if (option === "--json") add("Content-Type: application/json");
    } else if (option === "--data-urlencode") {
      data.push(encoded(value()));
      isForm = true;
    } else if (option === "-u" || option === "--user") {
      value();
      hasLogin = true;
    } else if (option === "-A" || option === "--user-agent") add(`User-Agent: ${value()}`);
    else if (option === "-b" || option === "--cookie") add(`Cookie: ${value()}`);
    else if (option === "-G" || option === "--get") isInQuery = true;
    else if (option === "-I" || option === "--head") method = "HEAD";
    else if (option === "-k" || option === "--insecure") isInsecure = true;
    else if (option === "-L" || option === "--location") isFollowing = true;
    else if (option === "-m" || option === "--max-time") timeout = Number(value()) || undefined;
    else if (WITH_VALUE.has(option)) value();
    else if (!ALONE.has(option)) unknown.push(option);
  }
  if (!url) return null;
  const login = /^(https?:\/\/)[^/@\s]+@/i.exec(url);
  if (login) {
    hasLogin = true;
    url = url.replace(login[0], login[1] ?? "");
  }
  if (!/^https?:\/\//i.test(url)) url = `http://${url}`;
  const text = data.join("&");
  const isJson =
    /^\s*[[{]/.test(text) || headers.some(({ name, value }) => isContentType(name) && value.includes("json"));
  const asForm = text && !isInQuery && (isForm || (!isJson && /^[^=&\s]+=[^&]*(&[^=&\s]+=[^&]*)*$/.test(text)));
  const query = text && isInQuery ? pairsOf(text) : [];
  const chosen = method || (text && !isInQuery ? "POST" : "GET");
  return {
    params: {
      url: escaped(url),
      method: METHODS.has(chosen) ? chosen : "GET",
      headers: headers.filter(({ name }) => !(isContentType(name) && (asForm || isJson))),
      query,
      ...(!text || isInQuery
        ? { payload_kind: "none" }
        : asForm
          ? { payload_kind: "form", form: pairsOf(text) }
          : { payload_kind: isJson ? "json" : "text", payload: escaped(text) }),
      ...(isInsecure && { verify_tls: false }),
      follow_redirects: isFollowing,
      ...(timeout !== undefined && { timeout_s: Math.min(Math.max(timeout, 0.5), 120) }),
    },
    hasLogin,
    unknown: METHODS.has(chosen) ? unknown : [...unknown, chosen],
  };
}

function isContentType(name: string): boolean {
  return name.toLowerCase() === "content-type";
}

/** In our texts a single # begins the name of an input. */
function escaped(text: string): string {
  return text.replaceAll("#", "##");
}

function parted(word: string): [string, string | undefined] {
  if (word.startsWith("--") && word.includes("=")) {
    const cut = word.indexOf("=");
    return [word.slice(0, cut), word.slice(cut + 1)];
  }
  const short = /^(-[XHduAbom])(.+)$/.exec(word);
  return short ? [short[1] ?? word, short[2]] : [word, undefined];
}

function encoded(text: string): string {
  const cut = text.indexOf("=");
  return cut < 0 ? encodeURIComponent(text) : `${text.slice(0, cut)}=${encodeURIComponent(text.slice(cut + 1))}`;
}

function pairsOf(text: string): Pair[] {
  return [...new URLSearchParams(text)].map(([name, value]) => ({ name: escaped(name), value: escaped(value) }));
}

/** Words as a shell would cut them: quotes, backslashes, lines that go on. */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  let word = "";
  let isWord = false;
  let quote = "";
  const text = line.trim().replaceAll(/\\\r?\n/g, " ");
  for (let index = 0; index < text.length; index += 1) {
    const letter = text[index] ?? "";
    if (quote) {
      if (letter === quote[0]) quote = "";
      else if (letter === "\\" && quote !== "'") {
        index += 1;
        word += unescapedLetter(text[index] ?? "", quote);
      } else word += letter;
    } else if (letter === "$" && text[index + 1] === "'") {
      quote = "'$";
      isWord = true;
      index += 1;
    } else if (letter === "'" || letter === '"') {
      quote = letter;
      isWord = true;
    } else if (/\s/.test(letter)) {
      if (isWord) words.push(word);
      word = "";
      isWord = false;
    } else {
      if (letter === "\\") index += 1;
      word += letter === "\\" ? (text[index] ?? "") : letter;
      isWord = true;
    }
  }
  if (isWord) words.push(word);
  return words;
}

/** In double quotes a backslash stands for itself before most letters; in $'…' it makes line breaks. */
function unescapedLetter(letter: string, quote: string): string {
  if (quote === "'$") return { n: "\n", t: "\t", r: "\r" }[letter] ?? letter;
  return '"\\$`'.includes(letter) ? letter : `\\${letter}`;
}
