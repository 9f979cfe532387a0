package praisonai.platform.json;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a record component means to whoever calls the API. The OpenAPI document (and later the tool
 * schemas for agents) take their descriptions and examples from here, so that they stand beside the
 * component they describe.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Doc {
    /** One sentence: meaning, unit, limits. */
    String value();

    /** An example; taken as JSON where it is JSON, else as a string. */
    String example() default "";
}
