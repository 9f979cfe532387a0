package praisonai.platform.issue;

import praisonai.platform.json.WireName;

/** Orders of an issue list; a minus sign means descending. Ties are broken by id. */
public enum IssueSort implements WireName {
    CREATED_AT("created_at", Key.CREATED_AT),
    CREATED_AT_DESC("-created_at", Key.CREATED_AT),
    UPDATED_AT("updated_at", Key.UPDATED_AT),
    UPDATED_AT_DESC("-updated_at", Key.UPDATED_AT),
    NUMBER("issue_number", Key.NUMBER),
    NUMBER_DESC("-issue_number", Key.NUMBER),
    PRIORITY("priority", Key.PRIORITY),
    PRIORITY_DESC("-priority", Key.PRIORITY),
    DUE_DATE("due_date", Key.DUE_DATE),
    DUE_DATE_DESC("-due_date", Key.DUE_DATE),
    POSITION("position", Key.POSITION),
    POSITION_DESC("-position", Key.POSITION),
    TITLE("title", Key.TITLE),
    TITLE_DESC("-title", Key.TITLE);

    /** What is ordered by. */
    enum Key {
        CREATED_AT("i.created_at"),
        UPDATED_AT("i.updated_at"),
        NUMBER("i.issue_number"),
        PRIORITY(
                "CASE i.priority WHEN 'none' THEN 0 WHEN 'low' THEN 1 WHEN 'medium' THEN 2"
                        + " WHEN 'high' THEN 3 ELSE 4 END"),
        DUE_DATE("coalesce(i.due_date, :noDueDate)"),
        POSITION("i.position"),
        TITLE("i.title");

        private final String sql;

        Key(String sql) {
            this.sql = sql;
        }

        String sql() {
            return sql;
        }
    }

    private final String wire;
    private final Key key;

    IssueSort(String wire, Key key) {
        this.wire = wire;
        this.key = key;
    }

    @Override
    public String wire() {
        return wire;
    }

    Key key() {
        return key;
    }

    boolean descending() {
        return wire.startsWith("-");
    }
}
