// SPDX-License-Identifier: Apache-2.0
// The page's only script sorts the table of all nodes. Without it, the page is complete, in the order of the file.
#pragma once

#include <string_view>

namespace dataworks::detail::report {

inline constexpr std::string_view kScript = R"js(
(() => {
  const table = document.getElementById('nodes');
  if (table?.tBodies[0].rows.length > 1) {
    const body = table.tBodies[0];
    const headings = [...table.tHead.rows[0].cells];
    const keyOf = (row, column) => {
      const cell = row.cells[column];
      const text = cell.dataset.v ?? cell.textContent.trim();
      return text === '' ? null : column < 2 || isNaN(text) ? text : Number(text);
    };
    const compare = (a, b) => typeof a === 'number' && typeof b === 'number' ? a - b
                            : String(a).localeCompare(String(b), undefined, {numeric: true});
    const sortBy = (column, direction) => {
      const keyed = [...body.rows].map(row => [keyOf(row, column), row]);
      keyed.sort(([a], [b]) => a === null ? (b === null ? 0 : 1) : b === null ? -1 : direction * compare(a, b));
      body.append(...keyed.map(([, row]) => row));
      headings.forEach((heading, i) =>
        i === column ? heading.setAttribute('aria-sort', direction > 0 ? 'ascending' : 'descending')
                     : heading.removeAttribute('aria-sort'));
    };
    headings.forEach((heading, column) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...heading.childNodes);
      button.addEventListener('click', () => {
        const now = heading.getAttribute('aria-sort');
        const first = heading.className === 'n' ? -1 : 1;
        sortBy(column, now === null ? first : now === 'ascending' ? -1 : 1);
      });
      heading.append(button);
    });
  }
})();
)js";

/// Allows only this script to run. Change both together: a test compares them.
inline constexpr std::string_view kScriptHash = "sha256-+JwCfdKOz2It7uz/0nyy1OSWO7SrTRX9/lLsnwFHjtc=";

}  // namespace dataworks::detail::report
