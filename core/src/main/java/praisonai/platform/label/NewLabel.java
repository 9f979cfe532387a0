package praisonai.platform.label;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** What it takes to create a label. */
public record NewLabel(
        @Doc(
                        value =
                                "Name, 1 to 100 characters, unique in the workspace without regard to"
                                        + " case.",
                        example = "bug")
                String name,
        @Doc(value = "Colour as #rrggbb; #000000 where left out.", example = "#d73a4a")
                @Nullable String color,
        @Doc("When to use it.") @Nullable String description) {
    static final int NAME_MAX = 100;

    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public NewLabel {
        Check check = new Check();
        name = check.name("name", name, NAME_MAX);
        color = color == null ? "#000000" : color(check, color);
        check.optionalText("description", description, Check.LONG_TEXT);
        check.done();
    }

    static String color(Check check, String color) {
        check.that(color.matches("#[0-9a-fA-F]{6}"), "color", "must be a colour such as #d73a4a");
        return color.toLowerCase(Locale.ROOT);
    }
}
