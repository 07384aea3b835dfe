// JSON set out for reading. Numbers keep their digits: the text is laid out, never parsed into numbers and written again.
export function pretty(text: string): string {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  let depth = 0;
  let inText = false;
  let out = '';
  const line = () => `\n${'  '.repeat(depth)}`;
  const bare = text.trim();
  for (let at = 0; at < bare.length; at += 1) {
    const letter = bare[at]!;
    if (inText) {
      out += letter;
      if (letter === '\\') out += bare[++at] ?? '';
      else if (letter === '"') inText = false;
    } else if (letter === '"') {
      inText = true;
      out += letter;
    } else if (letter === '{' || letter === '[') {
      const close = /^\s*[}\]]/.exec(bare.slice(at + 1));
      if (close) {
        out += letter + close[0].trim();
        at += close[0].length;
      } else {
        depth += 1;
        out += letter + line();
      }
    } else if (letter === '}' || letter === ']') {
      depth -= 1;
      out += line() + letter;
    } else if (letter === ',') out += letter + line();
    else if (letter === ':') out += ': ';
    else if (!/\s/.test(letter)) out += letter;
  }
  return out;
}
