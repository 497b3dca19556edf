/**
 * Passwords that count as known to attackers. AWS compares with lists of leaked passwords that nobody can see; this short
 * list of notorious ones takes their place, so that what a pool does about them can be tested. The first lines meet the
 * default password policy.
 */
const KNOWN = new Set(
  [
    ...["Password1!", "Password123!", "P@ssw0rd", "P@ssw0rd1", "P@ssw0rd123", "Passw0rd!", "Welcome1!", "Welcome123!"],
    ...["Qwerty123!", "Qwerty1!", "Admin123!", "Letmein1!", "Abcd1234!", "Abc123!@#", "Test1234!", "Changeme1!", "Summer2024!"],
    ...["password", "password1", "password123", "passw0rd", "12345678", "123456789", "1234567890", "qwertyuiop", "qwerty123"],
    ...["iloveyou", "princess", "football", "baseball", "sunshine", "superman", "trustno1", "letmein1", "11111111", "00000000"],
    ...["abc12345", "1q2w3e4r", "1qaz2wsx", "welcome1", "admin123", "changeme", "starwars", "whatever", "monkey123", "dragon123"],
  ].map((password) => password.toLowerCase()),
);

/** Whether a password is on the list, in whatever case. */
export const isCompromised = (password: string): boolean => KNOWN.has(password.toLowerCase());
