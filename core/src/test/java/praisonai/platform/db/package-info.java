@NullMarked
package praisonai.platform.db;

import org.jspecify.annotations.NullMarked;
