// The official client against a running server: connects, reads the catalogue, calls tools (their
// answers are checked against the schemas by the client), and tells what it saw as one JSON object.
// Usage: node client.mjs URL TOKEN
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const [url, token] = process.argv.slice(2);
const client = new Client({ name: 'platform-test', version: '1.0.0' });
await client.connect(
  new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers: { Authorization: `Bearer ${token}` } },
  }),
);
const seen = {
  server: client.getServerVersion().name,
  instructions: client.getInstructions(),
};

const tools = (await client.listTools()).tools;
seen.tools = tools.map((tool) => tool.name);
seen.templates = (await client.listResourceTemplates()).resourceTemplates.map((t) => t.uriTemplate);
seen.prompts = (await client.listPrompts()).prompts.map((prompt) => prompt.name);

const call = async (name, args = {}) => {
  const result = await client.callTool({ name, arguments: args });
  return result.isError ? { refused: result.content[0].text } : result.structuredContent;
};

seen.me = await call('whoami');
seen.created = await call('create_issue', { title: 'Made by a client', due_date: '2099-12-31' });
const issue = seen.created.key;
seen.updated = await call('update_issue', { issue, status: 'todo', due_date: null });
seen.commented = await call('comment', { issue, content: 'Said by a client.' });
const other = (await call('create_issue', { title: 'Another' })).key;
seen.linked = await call('link_issues', {
  issue,
  dependency_type: 'blocks',
  depends_on_id: other,
});
seen.got = await call('get_issue', { issue });
seen.listed = await call('list_issues', { status: ['todo'] });
seen.searched = await call('search_issues', { text: 'made by' });
seen.inbox = await call('inbox', { all: true });
seen.missing = await call('get_issue', { issue: 'NOPE-1' });
seen.resource = JSON.parse(
  (await client.readResource({ uri: `issue://${issue}` })).contents[0].text,
);
seen.prompt = (await client.getPrompt({ name: 'work' })).messages[0].content.text;

console.log(JSON.stringify(seen));
await client.close();
