/** What every request passes, whatever it asks for: its id, its headers, its problem answers. */
@NullMarked
package praisonai.platform.server.http;

import org.jspecify.annotations.NullMarked;
