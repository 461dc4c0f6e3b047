import type { Button } from '../platform/card.ts';
import { leads } from './rules-owner.ts';
import { departmentName, type Look, type Side, sidesOf } from './scene.ts';

type Label = Parameters<Look['say']>[0];

/** The buttons of a request for one person: what that person can do now, the most likely first. */
export function buttonsOf(look: Look): Button[] {
  const sides = sidesOf(look.org, look.request, look.viewer.id);
  const buttons: Button[] = [];
  if (sides.has('referee')) buttons.push(...refereeButtons(look));
  if (look.request.ownerless) buttons.push(...ownerButtons(look, sides));
  else {
    if (sides.has('customer')) buttons.push(...customerButtons(look));
    if (sides.has('supplier')) buttons.push(...supplierButtons(look));
  }
  if (look.request.blocked.length > 0 || look.requests.size > 1) buttons.push(button(look, 'chain', 'do.chain'));
  const seen = new Set<string>();
  return buttons.filter((one) => !seen.has(one.action) && seen.add(one.action));
}

function button(look: Look, action: string, label: Label, style: Button['style'] = 'plain'): Button {
  const { customer, supplier } = look.request;
  const names = { customer: departmentName(look.org, customer), supplier: departmentName(look.org, supplier) };
  return { action: `requests.${action}`, value: String(look.request.number), label: look.say(label, names), style };
}

function refereeButtons(look: Look): Button[] {
  return look.request.dispute ? [button(look, 'rule', 'do.rule', 'primary')] : [];
}

/** Naming the owner is for whoever was asked; the customer may still change its mind. */
function ownerButtons(look: Look, sides: ReadonlySet<Side>): Button[] {
  const { request, org, viewer } = look;
  const between = request.ownerless?.between;
  const asked = between ? between.some((department) => leads(org, viewer.id, department)) : sides.has('supplier');
  return [
    ...(asked || sides.has('referee') ? [button(look, 'own', 'do.own', 'primary')] : []),
    ...(sides.has('customer') ? [button(look, 'change', 'do.change'), button(look, 'withdraw', 'do.withdraw')] : []),
  ];
}

function customerButtons(look: Look): Button[] {
  const { request } = look;
  if (request.stage === 'closed' || request.dispute) return [];
  const dispute = button(look, 'dispute', 'do.dispute');
  const withdraw = button(look, 'withdraw', 'do.withdraw');
  switch (request.stage) {
    case 'delivered':
      return [button(look, 'confirm', 'do.confirm', 'primary'), button(look, 'return', 'do.return', 'danger'), dispute];
    case 'declined':
      return [button(look, 'agreeDecline', 'do.agreeDecline', 'primary'), dispute];
    case 'open':
    case 'accepted': {
      const own: Button[] = [];
      if (request.wait?.kind === 'customer') own.push(button(look, 'answer', 'do.answer', 'primary'));
      if (request.stage === 'accepted' && request.promise?.undecided) {
        own.push(button(look, 'agreeLater', 'do.agreeLater', 'primary'), button(look, 'keepTarget', 'do.keepTarget'));
      }
      return [...own, button(look, 'change', 'do.change'), withdraw, dispute];
    }
  }
}

function supplierButtons(look: Look): Button[] {
  const { request } = look;
  if (request.dispute) return [];
  if (request.stage === 'closed') return feedbackButtons(look);
  if (request.stage !== 'open' && request.stage !== 'accepted') return [];
  const buttons: Button[] = [];
  const promised = request.stage === 'accepted' && request.promise !== null;
  const wait = request.wait?.kind;
  if (wait === 'blocked') buttons.push(button(look, 'unblock', 'do.unblock'));
  if (wait === 'outside') buttons.push(button(look, 'resume', 'do.resume', 'primary'));
  if (!promised && wait !== 'blocked')
    buttons.push(
      button(look, 'accept', request.changes + request.returns.length > 0 ? 'do.promise' : 'do.accept', 'primary'),
    );
  buttons.push(button(look, 'deliver', 'do.deliver', promised && wait === undefined ? 'primary' : 'plain'));
  if (wait !== 'blocked') buttons.push(button(look, 'block', 'do.block'));
  if (wait !== 'customer') buttons.push(button(look, 'ask', 'do.ask'));
  if (wait !== 'outside' || request.wait?.reminded) buttons.push(button(look, 'waitOutside', 'do.waitOutside'));
  if (promised && look.now < request.follow.due) buttons.push(button(look, 'warn', 'do.warn'));
  if (request.returns.length > 0 && !request.objected) buttons.push(button(look, 'object', 'do.object'));
  if (request.stage === 'open') buttons.push(button(look, 'notOurs', 'do.notOurs'));
  return [...buttons, button(look, 'handTo', 'do.handTo'), button(look, 'decline', 'do.decline')];
}

function feedbackButtons(look: Look): Button[] {
  const { request } = look;
  if (request.stage !== 'closed' || !request.delivery || request.verdict.feedback) return [];
  return [button(look, 'clear', 'do.clear'), button(look, 'unclear', 'do.unclear'), button(look, 'late', 'do.late')];
}
