package praisonai.platform.problem;

/**
 * What is wrong with one member of the input.
 *
 * @param field the member's wire name, dotted where nested ({@code settings.theme})
 * @param message what was expected, as the rest of a sentence that starts with the field
 */
public record FieldError(String field, String message) {}
