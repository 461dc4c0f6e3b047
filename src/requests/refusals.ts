import { showDay } from '../messages/time.ts';
import type { Organisation, Person } from '../org/organisation.ts';
import { type Card, sentence } from '../platform/card.ts';
import { words } from './messages.ts';
import { departmentName, idOf, personName } from './scene.ts';
import type { Refusal, Request } from './types.ts';

/** A "no" in words: what is true instead, and who can do it. */
export function refusalCard(org: Organisation, person: Person, refusal: Refusal, request: Request | null): Card {
  const say = words(person.locale, person.zone);
  const base = {
    customer: request ? departmentName(org, request.customer) : '',
    supplier: request ? departmentName(org, request.supplier) : '',
  };
  const no = (params: Parameters<typeof say>[1] = {}) => sentence(say(`no.${refusal.why}`, { ...base, ...params }));
  switch (refusal.why) {
    case 'notSupplier':
    case 'notCustomer':
      return no({
        department: departmentName(org, refusal.department),
        who: whoOf(org, refusal.department, say('list.and')),
      });
    case 'notReferee':
      return no({ who: org.company.referees.map((referee) => personName(org, referee)).join(say('list.and')) });
    case 'alreadyAccepted':
      return no({ who: personName(org, refusal.by), promise: refusal.promise ?? '—' });
    case 'closed':
    case 'pastTime':
      return no({ at: refusal.at });
    case 'tooFar':
      return no({ at: showDay(refusal.at, person) });
    case 'tooLateToWarn':
      return no({ due: refusal.due });
    case 'askTheCustomer':
    case 'sameDepartment':
    case 'notInDepartment':
      return no({ department: departmentName(org, refusal.department) });
    case 'blockerClosed':
      return no({ id: idOf(refusal.number) });
    default:
      return no();
  }
}

/** Head and deputy of a department, by name. */
function whoOf(org: Organisation, key: string, and: string): string {
  const department = org.departments.get(key);
  const people = [department?.head, department?.deputy].filter((person) => typeof person === 'string');
  return people.map((person) => personName(org, person)).join(and) || departmentName(org, key);
}
