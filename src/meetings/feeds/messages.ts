export const en = {
  'feeds.title': 'Half hour: {{parties}}',
  'feeds.description': 'Supplier and customer meet. What it is about is in the chat: {{/meetings}}',
  'feeds.calendar': 'Half hours of {{whose}}',
  'feeds.button': 'In my calendar',
  'feeds.card': 'Your meetings in your calendar',
  'feeds.what': 'Your calendar can subscribe to your meetings; moved and cancelled ones change there by themselves.',
  'feeds.open': 'Address of your calendar',
  'feeds.subscribe': 'Subscribe on this device',
  'feeds.how':
    'Subscribe to the address below in your calendar, and every meeting stands in it, moved and cancelled ones too: in Outlook “Add calendar, From internet”, in Apple Calendar “New calendar subscription”, in Google Calendar “From URL”.',
  'feeds.private':
    'It shows time and departments, never the agenda. Whoever has the address sees that much, so keep it to yourself.',
  'feeds.mine': 'Your own meetings',
  'feeds.ofDepartment': 'All meetings of {{department}}',
  'feeds.none':
    'Calendars cannot subscribe yet, as this service has no public address: whoever runs it can set PUBLIC_URL. {{/meetings}} shows your meetings.',
  'feeds.rotate': 'New address: {{whose}}',
  'feeds.sure': 'A new address for {{whose}}?',
  'feeds.sureWhy':
    'The one given out so far stops working at once, in every calendar that has it. Each needs to subscribe to the new one.',
  'feeds.yes': 'Yes, a new one',
  'feeds.rotated': 'There is a new address, on the same page; the old one no longer works.',
  'feeds.notYours': 'The calendar of {{department}} is for its head and deputy.',
};

export const zh = {
  'feeds.title': '例会：{{parties}}',
  'feeds.description': '内部供方与客户的半小时例会。要谈的事请在聊天中发送 {{/meetings|例会}} 查看。',
  'feeds.calendar': '{{whose}}的例会',
  'feeds.button': '放进我的日历',
  'feeds.card': '在您的日历里看例会',
  'feeds.what': '您的日历可以订阅例会，改期和取消会自动更新。',
  'feeds.open': '查看订阅地址',
  'feeds.subscribe': '在本机日历中订阅',
  'feeds.how':
    '在日历中订阅下面的地址，每场例会就会自动出现，改期和取消也会更新：Outlook 选“添加日历—从 Internet”，苹果日历选“新建日历订阅”，谷歌日历选“通过网址添加”。',
  'feeds.private': '日历里只有时间和部门，没有议题。拿到地址的人都能看到这些，请不要转发。',
  'feeds.mine': '您自己的例会',
  'feeds.ofDepartment': '{{department}}的全部例会',
  'feeds.none':
    '本服务还没有对外地址，暂时不能订阅日历：请系统管理员设置 PUBLIC_URL。发送 {{/meetings|例会}} 可以看到您的例会。',
  'feeds.rotate': '更换地址：{{whose}}',
  'feeds.sure': '要更换地址吗：{{whose}}？',
  'feeds.sureWhy': '原来的地址会立即失效，已经订阅的日历都需要重新订阅新地址。',
  'feeds.yes': '更换',
  'feeds.rotated': '地址已更换，请在同一页面查看；原来的地址不再有效。',
  'feeds.notYours': '{{department}}的日历只给部门负责人和副职看。',
};
