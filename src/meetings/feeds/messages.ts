export const en = {
  'feeds.title': 'Half hour: {{parties}}',
  'feeds.description': 'Supplier and customer meet. The agenda is in the chat: {{/meetings}}',
};

export const zh = {
  'feeds.title': '例会：{{parties}}',
  'feeds.description': '内部供方与客户的半小时例会。议题请在聊天中发送 {{/meetings|例会}} 查看。',
};
