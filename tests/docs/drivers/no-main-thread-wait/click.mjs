import '../page.js'

document.querySelector('button').click()
