package praisonai.platform.problem;

import praisonai.platform.json.Doc;

/**
 * What is wrong with one member of the input.
 *
 * @param field the member's wire name, dotted where nested ({@code settings.theme})
 * @param message what was expected, as the rest of a sentence that starts with the field
 */
public record FieldError(
        @Doc(value = "The member or parameter, dotted where nested.", example = "title")
                String field,
        @Doc(value = "What was expected, as the rest of a sentence.", example = "is required")
                String message) {}
