package praisonai.platform.label;

import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Change;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** Changes to a label. */
public record LabelPatch(
        @Doc(value = "New name.", example = "defect") Change<String> name,
        @Doc(value = "New colour as #rrggbb.", example = "#0e8a16") Change<String> color,
        @Doc("New description; null clears it.") Change<@Nullable String> description) {
    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public LabelPatch {
        Check check = new Check();
        name = check.notCleared("name", name);
        name.ifValue(value -> check.name("name", value, NewLabel.NAME_MAX));
        color = check.notCleared("color", color);
        color.ifValue(value -> NewLabel.color(check, value));
        description = Change.orKeep(description);
        description.ifValue(value -> check.optionalText("description", value, Check.LONG_TEXT));
        check.anyOf(name, color, description);
        check.done();
    }
}
