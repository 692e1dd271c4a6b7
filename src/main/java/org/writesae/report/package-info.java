/** What people look at: the plain-text table and the HTML report with its figures. */
package org.writesae.report;
