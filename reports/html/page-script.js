// The page's one script. The page is complete without it: this filters, opens what the address names, and copies.
(() => {
  const rows = [...document.querySelectorAll('details.row')];
  const groups = [...document.querySelectorAll('details.group')];
  const form = document.getElementById('filters');
  const shown = document.getElementById('shown');
  const nothing = document.getElementById('nothing');
  const texts = new Map();

  const textOf = (row) => {
    if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
    return texts.get(row);
  };
  const checked = (name) =>
    [...form.querySelectorAll(`input[name=${name}]`)].filter((box) => box.checked).map((box) => box.value);

  const wanted = () => {
    const statuses = new Set(checked('status'));
    const levels = new Set(checked('level'));
    const subject = form.elements.subject ? form.elements.subject.value : '';
    const area = form.elements.area.value;
    const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    return (row) => {
      const all = row.dataset.status.split(' ');
      const ours = subject === '' ? all : [all[subject - 1]];
      return (
        ours.some((status) => statuses.has(status)) &&
        levels.has(row.dataset.level) &&
        (area === '' || row.dataset.area === area) &&
        words.every((word) => textOf(row).includes(word))
      );
    };
  };

  const narrowed = () =>
    form.elements.text.value !== '' ||
    form.elements.area.value !== '' ||
    (form.elements.subject && form.elements.subject.value !== '') ||
    [...form.querySelectorAll('input[type=checkbox]')].some((box) => !box.checked);

  const apply = () => {
    const fits = wanted();
    let count = 0;
    for (const row of rows) {
      row.hidden = !fits(row);
      if (!row.hidden) count++;
    }
    for (const group of groups) {
      const visible = [...group.querySelectorAll('details.row')].filter((row) => !row.hidden).length;
      group.hidden = visible === 0;
      group.querySelector('.count').textContent = visible;
      // Whoever narrows the list wants to see what is left of it.
      if (narrowed() && visible > 0) group.open = true;
    }
    shown.textContent = `${count} of ${rows.length} requirements shown`;
    nothing.hidden = count > 0;
  };

  const reveal = () => {
    const row = document.getElementById(location.hash.slice(1));
    if (!row?.matches('details.row')) return;
    row.hidden = false;
    row.closest('details.group').hidden = false;
    row.closest('details.group').open = true;
    row.open = true;
    row.scrollIntoView();
    row.querySelector('summary').focus();
  };

  const copy = async (button) => {
    const code = button.parentElement.querySelector('code');
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = 'Copied';
    } catch {
      // Without leave for the clipboard, the line is at least selected.
      getSelection().selectAllChildren(code);
      button.textContent = 'Selected';
    }
    setTimeout(() => {
      button.textContent = 'Copy';
    }, 2000);
  };

  form.hidden = false;
  form.addEventListener('input', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(apply));
  document.getElementById('open').addEventListener('click', () => {
    for (const row of rows) if (!row.hidden && row.closest('details.group').open) row.open = true;
  });
  document.getElementById('close').addEventListener('click', () => {
    for (const row of rows) row.open = false;
  });
  for (const button of document.querySelectorAll('button.copy')) {
    button.hidden = false;
    button.addEventListener('click', () => copy(button));
  }
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.target.matches('input, select')) return;
    event.preventDefault();
    form.elements.text.focus();
  });
  // On paper nothing can be opened: what broke is printed whole, the rest as it stands, folded or not.
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('details.row[data-status*=failed]:not([open])')];
    for (const one of opened) one.open = true;
  });
  addEventListener('afterprint', () => {
    for (const one of opened) one.open = false;
  });
  addEventListener('hashchange', reveal);
  apply();
  reveal();
})();
