package praisonai.platform.idempotency;

import org.jspecify.annotations.Nullable;
import praisonai.platform.access.AccountPermission;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Permission;
import praisonai.platform.access.WorkspaceId;

/**
 * A request that came with an idempotency key.
 *
 * @param key the key, as the caller gave it; never empty
 * @param actor who calls; null where anyone may
 * @param workspace the workspace that it is about; null where it is about none
 * @param permission the right that it needs there; where it is about no workspace, the one that an
 *     agent needs in its own, null where it is not for agents
 * @param account what it does with the person's own account; null where it is about a workspace
 * @param secretive whether its answer holds anything: such an answer is given again only to an
 *     actor who is still signed in and still has the right
 * @param content all that makes it this request and no other: method, address and body; not copied,
 *     not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Made for one call and only read.
public record KeyedRequest(
        String key,
        @Nullable Actor actor,
        @Nullable WorkspaceId workspace,
        @Nullable Permission permission,
        @Nullable AccountPermission account,
        boolean secretive,
        byte[] content) {}
