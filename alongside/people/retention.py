"""What people hold of a person."""

from alongside.core.retention import Holding, declare

declare(
    Holding(
        model="people.Program",
        about="a treatment program: name, zone, region, on-call line",
        person_path="",
        exported=False,
        erased="about nobody",
        expires="never",
    ),
    Holding(
        model="people.Account",
        about="email and password hash",
        person_path="persons",
        exported=True,
        erased="deleted with the last person of the account",
        expires="never while a person uses it",
    ),
    Holding(
        model="people.Person",
        about="chosen name, pronouns, picture, zone, language, choices, usual place and phone",
        person_path="self",
        exported=True,
        erased="the name becomes “Someone who left”, everything else is emptied, the picture file is deleted",
        expires="never; kept as long as the treatment record must be",
        sealed=("usual_place", "usual_phone"),
    ),
    Holding(
        model="people.Invitation",
        about="an invitation: address, who sent it, when it was used",
        person_path="person",
        exported=True,
        erased="deleted with the person",
        expires="the address is emptied thirty days after the invitation ended",
        sealed=("email",),
    ),
    Holding(
        model="people.Agreement",
        about="a version of a text that everyone accepts",
        person_path="",
        exported=False,
        erased="about nobody",
        expires="never: what was agreed to stays readable",
    ),
    Holding(
        model="people.Acceptance",
        about="which version a person accepted, and when",
        person_path="person",
        exported=True,
        erased="kept without the name: it proves consent",
        expires="with the treatment record",
    ),
    Holding(
        model="people.OnCallShift",
        about="who is on call from when to when",
        person_path="person",
        exported=True,
        erased="deleted with the person",
        expires="a year after its end",
    ),
)
declare(
    Holding(
        model="account.EmailAddress",
        about="the address someone signs in with, and whether it is confirmed",
        person_path="user.persons",
        exported=True,
        erased="deleted with the account",
        expires="never while the account is used",
    ),
    Holding(
        model="account.EmailConfirmation",
        about="kept empty: confirmations are signed links",
        person_path="email_address.user.persons",
        exported=False,
        erased="deleted with the account",
        expires="never filled",
    ),
    Holding(
        model="mfa.Authenticator",
        about="second steps: the secrets of apps and recovery codes (sealed inside), public keys of passkeys",
        person_path="user.persons",
        exported=False,  # secrets: a copy of them would be a key
        erased="deleted with the account",
        expires="when the person removes it",
    ),
    Holding(
        model="sessions.Session",
        about="signed-in browsers",
        person_path="",
        exported=False,
        erased="ends when the account does",
        expires="two weeks after the last sign-in",
    ),
)
