package praisonai.platform.inbox;

import praisonai.platform.json.Doc;

/** How much there is to read. */
public record UnreadCount(
        @Doc(value = "Notifications that are neither read nor archived.", example = "3")
                int unread) {}
