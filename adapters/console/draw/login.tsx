import { Icon, Sign } from '../../../src/look/icons.tsx';
import type { Say } from '../messages.ts';

/** The page in front of the console when the operator set a password. */
export function Login({ say, problem }: { say: Say; problem?: 'passwordWrong' | 'passwordWait' | undefined }) {
  return (
    <main class="login">
      <form method="post" action="/console/login" class="login-card">
        <Sign size={44} />
        <h1>{say('passwordTitle')}</h1>
        <p class="hint">{say('passwordHint')}</p>
        <label for="password">{say('password')}</label>
        <input
          type="password"
          id="password"
          name="password"
          autocomplete="current-password"
          required
          autofocus
          aria-describedby="login-problem"
        />
        <p id="login-problem" class="problem" role="alert">
          {problem ? say(problem) : ''}
        </p>
        <button type="submit" class="button primary">
          {say('signIn')}
        </button>
      </form>
    </main>
  );
}

/** Instead of a conversation, while nobody is chosen. */
export function Nobody({ say, empty }: { say: Say; empty: boolean }) {
  return (
    <main class="chat" id="main">
      <header class="chat-head only-narrow">
        <button
          type="button"
          class="icon-button"
          data-open-people
          aria-label={say('openPeople')}
          aria-expanded="false"
          aria-controls="sidebar"
        >
          <Icon name="menu" />
        </button>
      </header>
      <div class="log">
        <div class="empty">
          <Sign size={56} />
          <h1>{say(empty ? 'noPeopleTitle' : 'pickTitle')}</h1>
          <p>{say(empty ? 'noPeople' : 'pickText')}</p>
          {empty ? null : (
            <button type="button" class="button primary only-narrow" data-open-people>
              {say('openPeople')}
            </button>
          )}
        </div>
      </div>
    </main>
  );
}
