const order = ['Shared state', 'Messages', 'Locks', 'The event loop', 'Workers', 'Coordination']

/** @type {import('eslint-doc-generator').GenerateOptions} */
export default {
  ignoreConfig: ['all'],
  ruleDocTitleFormat: 'name',
  ruleListSplit: (rules) =>
    order.map((title) => ({ title, rules: rules.filter(([, rule]) => rule.meta.docs.category === title) })).filter(({ rules }) => rules.length > 0),
}
