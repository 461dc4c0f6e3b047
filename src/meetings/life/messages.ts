export const en = {
  'life.title': 'Meeting: {{parties}}',
  'life.cancelled.empty': 'Cancelled: {{parties}} have nothing to talk about this week. Half an hour is yours again.',
};

export const zh = {
  'life.title': '例会：{{parties}}',
  'life.cancelled.empty': '本次例会取消：{{parties}}这周都没有要谈的事，半小时还给各位。',
};
