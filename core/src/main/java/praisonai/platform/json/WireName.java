package praisonai.platform.json;

/**
 * An enum whose constants have a name of their own in JSON and in the database, such as {@code
 * in-progress}.
 */
public interface WireName {
    /** The name in JSON and in the database. */
    String wire();

    /**
     * The constant with that wire name.
     *
     * @throws IllegalArgumentException when there is none; the message lists the names there are
     */
    static <E extends Enum<E> & WireName> E parse(Class<E> type, String wire) {
        for (E constant : type.getEnumConstants()) {
            if (constant.wire().equals(wire)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("must be " + names(type));
    }

    /** The names for a sentence: {@code one of a, b or c}. */
    static <E extends Enum<E> & WireName> String names(Class<E> type) {
        StringBuilder names = new StringBuilder("one of ");
        E[] constants = type.getEnumConstants();
        for (int i = 0; i < constants.length; i++) {
            if (i > 0) {
                names.append(i == constants.length - 1 ? " or " : ", ");
            }
            names.append(constants[i].wire());
        }
        return names.toString();
    }
}
