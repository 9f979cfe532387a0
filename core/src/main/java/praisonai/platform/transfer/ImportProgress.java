package praisonai.platform.transfer;

/**
 * Is told how far an import is. Called on the importing thread, often, and from the start again
 * when the transaction had to be run anew; it must not throw.
 */
@FunctionalInterface
public interface ImportProgress {
    /**
     * Says how far it is.
     *
     * @param what what is being written, in the plural, such as {@code comments}
     * @param done how many of them
     * @param total of how many
     */
    void at(String what, int done, int total);
}
