/** Tests of the client against servers that answer as real ones do on bad days. */
@NullMarked
package praisonai.platform.client;

import org.jspecify.annotations.NullMarked;
