package praisonai.platform.inbox;

import praisonai.platform.json.Doc;

/** What came of marking several notifications at once. */
public record Marked(@Doc(value = "Notifications that were changed.", example = "3") int marked) {}
