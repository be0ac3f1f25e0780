// Runs steps of the tour operator's client code: `node tour.js STEPS`, where STEPS is a JSON list of
// `{of, with, does, given}`: a class, what it is made with, a method of it, its arguments. Steps of the same class
// and makings share one object. Prints what each returned, or what the document's error handler made of its error.
const token = process.env.CRM_TOKEN;

globalThis.localStorage = { getItem: (key) => (key === 'access_token' ? token : null) };
globalThis.handleApiError = (error) => ({ type: 'api_error', status: error.response?.status ?? null });

const code = await import('./tour_document.js');
const objects = new Map();

function objectOf(step) {
  const key = JSON.stringify([step.of, step.with]);
  if (!objects.has(key)) {
    objects.set(key, new code[step.of](...step.with));
  }
  return objects.get(key);
}

async function run(step) {
  try {
    if (step.does === null) {
      return { returned: await code[step.of]() };
    }
    return { returned: await objectOf(step)[step.does](...step.given) };
  } catch (error) {
    return { handled: code.handleCrmError(error) };
  }
}

const told = [];
for (const step of JSON.parse(process.argv[2])) {
  told.push(await run(step));
}
process.stdout.write(JSON.stringify(told));
