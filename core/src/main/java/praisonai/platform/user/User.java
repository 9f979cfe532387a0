package praisonai.platform.user;

import java.time.Instant;
import praisonai.platform.json.Doc;

/** A person's account. The password's hash is not part of it and never leaves the store. */
public record User(
        @Doc("Id of the account.") String id,
        @Doc(value = "Username, unique without regard to case.", example = "ada") String name,
        @Doc(value = "Email address, in lower case, unique.", example = "ada@example.org")
                String email,
        @Doc("When it was registered.") Instant createdAt,
        @Doc("When it last changed.") Instant updatedAt) {}
