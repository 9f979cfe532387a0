/** API keys of people and agents. */
@NullMarked
package praisonai.platform.apikey;

import org.jspecify.annotations.NullMarked;
