/** Tests of what needs no database: addresses and signatures. */
@NullMarked
package praisonai.platform.webhook;

import org.jspecify.annotations.NullMarked;
