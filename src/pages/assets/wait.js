// Looks every few seconds whether the person has answered, and goes on with the page as it is then.

const everyMs = 2500;

async function look() {
  if (document.visibilityState === 'hidden') return;
  try {
    const answer = await fetch(location.href, { redirect: 'manual', cache: 'no-store' });
    // Led on, refused or over: the page itself shows which.
    if (answer.type === 'opaqueredirect' || !answer.ok) location.reload();
  } catch {
    // Without a connection there is nothing to see; the next look may have one.
  }
}

setInterval(look, everyMs);
document.addEventListener('visibilitychange', look);
