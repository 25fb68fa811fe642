// The behaviours we use of nhsuk-frontend, bundled into static/vendor/nhsuk-frontend/nhsuk-frontend.min.js.
import {
  Button, CharacterCount, Checkboxes, createAll, ErrorSummary, NotificationBanner, PasswordInput, Radios, SkipLink,
} from 'nhsuk-frontend';

const PARTS = [Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios, SkipLink];

export function initAll(scope) {
  for (const part of PARTS) {
    createAll(part, undefined, { scope });
  }
}
