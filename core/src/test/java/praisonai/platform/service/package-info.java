/** What the services promise, on both databases. */
@NullMarked
package praisonai.platform.service;

import org.jspecify.annotations.NullMarked;
