package praisonai.platform.activity;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import praisonai.platform.json.Doc;

/**
 * A row of the log with what it says.
 *
 * @param activity the row; its members stand beside the sentence
 */
public record ToldActivity(
        @JsonUnwrapped Activity activity,
        @Doc(
                        value =
                                "What happened, in English, with the names that things have now; plain"
                                        + " text.",
                        example = "Ada moved ENG-12 from todo to in-progress")
                String sentence) {}
