package praisonai.platform.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Options of a measurement: {@code --name value}. */
record Options(Map<String, String> values) {
    /**
     * @throws IllegalArgumentException when something is not an option with its value
     */
    static Options parse(String... arguments) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!arguments[i].startsWith("--") || i + 1 == arguments.length) {
                throw new IllegalArgumentException("not an option with a value: " + arguments[i]);
            }
            values.put(arguments[i].substring(2), arguments[i + 1]);
        }
        return new Options(values);
    }

    int number(String name, int otherwise) {
        String value = values.get(name);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    List<String> words(String name, String otherwise) {
        return List.of(values.getOrDefault(name, otherwise).split(",", -1));
    }

    List<Integer> numbers(String name, String otherwise) {
        return Stream.of(values.getOrDefault(name, otherwise).split(",", -1))
                .map(Integer::valueOf)
                .toList();
    }
}
